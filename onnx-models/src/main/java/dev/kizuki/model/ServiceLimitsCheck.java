package dev.kizuki.model;

import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the images that are beyond the default limits of the service, and says in one sentence
 * what to do. The commands for local files accept larger images than the service does, and a user
 * must learn this before the service rejects them. Not thread-safe.
 */
public final class ServiceLimitsCheck {
  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;

  /** Room that a record needs for its key, headers and frame, in bytes. */
  private static final int RECORD_OVERHEAD = 64 * 1024;

  private final ImageDecoder headers = new ImageDecoder(ImageLimits.LOCAL_FILES);
  private int images;
  private int beyond;
  private long mostBytes;
  private long mostPixels;

  /** Adds an image. Its size in pixels is that in its header. */
  public void add(byte[] payload) {
    long pixels = headers.dimensions(payload).map(Dimensions::pixels).orElse(0L);
    images++;
    if (payload.length > LIMITS.maxBytes() || pixels > LIMITS.maxPixels()) {
      beyond++;
    }
    mostBytes = Math.max(mostBytes, payload.length);
    mostPixels = Math.max(mostPixels, pixels);
  }

  /** Says the same as {@link #sentence()}, and whether the model needs such large images. */
  public Optional<String> sentence(Preprocessing model) {
    return sentence(
        model.resize() == Resize.NONE
            ? "compress the images more"
            : "send smaller images: the model scales them to %d x %d pixels anyway"
                .formatted(model.width(), model.height()));
  }

  /**
   * Says how many images the service rejects by default, and the remedy.
   *
   * @return one sentence; empty if the service accepts all images
   */
  public Optional<String> sentence() {
    return sentence("send smaller images");
  }

  private Optional<String> sentence(String alternative) {
    if (beyond == 0) {
      return Optional.empty();
    }
    List<String> keys = new ArrayList<>();
    String servers = "";
    if (mostBytes > LIMITS.maxBytes()) {
      long needed = roundUp(mostBytes, 1 << 20);
      keys.add("limits.maxImageBytes: " + needed);
      servers =
          ", raise max.message.bytes of existing Kafka topics (images, rejected images) to %d and the MQTT broker's largest packet likewise"
              .formatted(needed + RECORD_OVERHEAD);
    }
    if (mostPixels > LIMITS.maxPixels()) {
      keys.add("limits.maxPixels: " + roundUp(mostPixels, 1_000_000));
    }
    return Optional.of(
        "%d of %d images are larger than the service accepts by default (%d bytes, %d pixels): set %s in kizuki.yaml%s; or %s"
            .formatted(
                beyond,
                images,
                LIMITS.maxBytes(),
                LIMITS.maxPixels(),
                String.join(" and ", keys),
                servers,
                alternative));
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
