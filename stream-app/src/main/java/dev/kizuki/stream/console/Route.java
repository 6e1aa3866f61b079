package dev.kizuki.stream.console;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One path of the API.
 *
 * @param path the path as Javalin and OpenAPI write it, for example {@code /api/incidents/{id}}
 */
record Route(HandlerType method, String path, Access access, Answer answer) {
  /** The people who may use a path. */
  enum Access {
    /** Everybody, also before the log-in. */
    ALL,
    VIEW,
    /** Only people who may act, and only from this page. */
    ACT
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Answer {
    /**
     * Answers on a thread that may wait.
     *
     * @return completes when the answer is written
     * @throws Problem if the request cannot be answered
     */
    CompletionStage<?> answer(Context context, Visitor visitor) throws Exception;
  }

  /** Answers at once. */
  @FunctionalInterface
  interface Direct {
    void answer(Context context, Visitor visitor) throws Exception;
  }

  static Route get(String path, Access access, Direct answer) {
    return of(HandlerType.GET, path, access, answer);
  }

  static Route of(HandlerType method, String path, Access access, Direct answer) {
    return new Route(
        method,
        path,
        access,
        (context, visitor) -> {
          answer.answer(context, visitor);
          return CompletableFuture.completedFuture(null);
        });
  }
}
