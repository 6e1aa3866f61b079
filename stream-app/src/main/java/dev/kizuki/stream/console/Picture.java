package dev.kizuki.stream.console;

import java.util.Map;

/**
 * A picture as it goes to a browser.
 *
 * <p>The bytes come from this service's own encoder, or from a topic that only this service writes.
 */
final class Picture {
  private final byte[] bytes;
  private final String type;
  private final Map<String, String> headers;

  /**
   * @param bytes must not change
   * @param headers further headers of the answer
   */
  Picture(byte[] bytes, String type, Map<String, String> headers) {
    this.bytes = bytes;
    this.type = type;
    this.headers = Map.copyOf(headers);
  }

  byte[] bytes() {
    return bytes;
  }

  String type() {
    return type;
  }

  Map<String, String> headers() {
    return headers;
  }
}
