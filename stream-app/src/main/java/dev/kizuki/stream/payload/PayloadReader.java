package dev.kizuki.stream.payload;

import dev.kizuki.stream.config.ImageSubscription;

/** Reads the payloads of one entry of {@code mqtt.images}. */
@FunctionalInterface
public interface PayloadReader {
  /** Reads a payload. No payload causes an exception. */
  Payload read(byte[] payload);

  /**
   * Returns the reader of an entry.
   *
   * @param maxImageBytes the largest image; a packed payload may be larger by the packing
   */
  static PayloadReader of(ImageSubscription images, int maxImageBytes) {
    return switch (images.payloadKind()) {
      case IMAGE -> payload -> new Payload.AsItCame();
      case DATA_URI -> new TextReader(images.payloadKind(), maxImageBytes, DataUri::read);
      case BASE64 ->
          new TextReader(
              images.payloadKind(),
              maxImageBytes,
              text -> new Payload.Unpacked(Base64Text.decode(text), null, null, null, null));
      case JSON ->
          new TextReader(
              images.payloadKind(), maxImageBytes, new JsonEnvelope(images.envelopeFields())::read);
    };
  }
}
