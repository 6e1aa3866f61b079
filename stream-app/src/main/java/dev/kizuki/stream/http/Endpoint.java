package dev.kizuki.stream.http;

import java.util.concurrent.CompletionStage;

/** A path of {@link HttpServer} that answers GET and HEAD with a text. */
public interface Endpoint {
  /** The path, for example {@code /metrics}. */
  String path();

  /**
   * The answer to one request. This method runs on one of the server's few threads, so it must not
   * block. If the answer fails, the client gets status 500 and the failure is logged.
   */
  CompletionStage<Answer> answer();
}
