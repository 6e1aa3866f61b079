package dev.kizuki.stream.console;

import dev.kizuki.stream.incident.IncidentJson;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes answers. It writes at once, on the thread of the caller, because Javalin may write a
 * result on one of the server's few threads.
 */
final class Reply {
  static final String JSON = "application/json";

  private static final int WORTH_COMPRESSING = 1024;

  private Reply() {}

  /** Answers 200 with a value as JSON. */
  static void json(Context context, Object value) {
    json(context, 200, IncidentJson.write(value));
  }

  /** Answers with JSON, which nobody may keep. */
  static void json(Context context, int status, byte[] json) {
    context.header(Header.CACHE_CONTROL, "no-store");
    send(context, status, JSON, json, true);
  }

  /** Answers without a body. */
  static void empty(Context context, int status) {
    context.header(Header.CACHE_CONTROL, "no-store");
    context.status(status);
  }

  /** Answers with a problem. */
  static void problem(Context context, Problem problem) {
    if (problem.retryAfterS() > 0) {
      context.header(Header.RETRY_AFTER, Integer.toString(problem.retryAfterS()));
    }
    json(context, problem.status(), IncidentJson.write(problem.body()));
  }

  /**
   * Answers with bytes.
   *
   * @param compress whether compression makes them smaller
   */
  static void send(Context context, int status, String type, byte[] bytes, boolean compress) {
    String accepted = context.header(Header.ACCEPT_ENCODING);
    boolean gzip =
        compress
            && bytes.length >= WORTH_COMPRESSING
            && accepted != null
            && accepted.contains("gzip");
    byte[] body = gzip ? gzip(bytes) : bytes;
    context.status(status).contentType(type);
    if (compress) {
      context.header(Header.VARY, Header.ACCEPT_ENCODING);
    }
    if (gzip) {
      context.header(Header.CONTENT_ENCODING, "gzip");
    }
    context.res().setContentLength(body.length);
    try {
      if (!context.method().equals(io.javalin.http.HandlerType.HEAD)) {
        context.res().getOutputStream().write(body);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
