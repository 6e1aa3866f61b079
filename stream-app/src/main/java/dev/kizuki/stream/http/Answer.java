package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The answer to a request: the status and the text, UTF-8. The array must not change. */
public final class Answer {
  private final int status;
  private final byte[] text;

  Answer(int status, byte[] text) {
    this.status = status;
    this.text = text;
  }

  Answer(int status, String text) {
    this(status, text.getBytes(UTF_8));
  }

  int status() {
    return status;
  }

  byte[] text() {
    return text;
  }
}
