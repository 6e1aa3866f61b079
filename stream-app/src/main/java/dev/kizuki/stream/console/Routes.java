package dev.kizuki.stream.console;

import dev.kizuki.stream.metrics.ConsoleMetrics;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the page and its API to the HTTP server: who may, on which thread, and with which headers.
 * All answers are made and written on threads of its own, so that clients who read slowly never
 * hold the threads that answer health checks.
 */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final List<String> PAGES =
      List.of(
          "/",
          "/history",
          "/limits",
          "/models",
          "/rejected",
          "/incidents/{id}",
          "/devices/{device}");
  private static final String EVENTS = "/api/events";
  private static final String DESCRIPTION = "/api/openapi.json";
  private static final String POLICY =
      "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";
  private static final long MOST_BODY_BYTES = 16 * 1024;

  private final List<Route> api;
  private final Gate gate;
  private final Viewers viewers;
  private final Assets assets;
  private final ConsoleMetrics metrics;
  private final ConsoleThreads threads;

  Routes(
      List<Route> api,
      Gate gate,
      Viewers viewers,
      Assets assets,
      ConsoleThreads threads,
      ConsoleMetrics metrics) {
    this.api = api;
    this.gate = gate;
    this.viewers = viewers;
    this.assets = assets;
    this.metrics = metrics;
    this.threads = threads;
  }

  /** Adds all routes. */
  void configure(JavalinConfig config) {
    config.http.maxRequestSize = MOST_BODY_BYTES;
    config.routes.before(Routes::protect);
    for (String path : PAGES) {
      config.routes.get(path, context -> apart(context, () -> page(context)));
    }
    config.routes.get("/assets/<path>", context -> apart(context, () -> asset(context)));
    config.routes.get(DESCRIPTION, context -> apart(context, () -> description(context)));
    config.routes.get(EVENTS, this::events);
    for (Route route : api) {
      config.routes.addHttpHandler(
          route.method(), route.path(), context -> apart(context, () -> answer(context, route)));
    }
    config.routes.exception(Problem.class, (problem, context) -> reply(context, problem));
    config.routes.exception(NotFoundResponse.class, (e, context) -> unknown(context));
  }

  private static void protect(Context context) {
    context
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin");
  }

  private interface Work {
    CompletionStage<?> run() throws Exception;
  }

  /** Answers on another thread. */
  private void apart(Context context, Work work) {
    context.req().startAsync().setTimeout(0);
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.future(() -> done);
    try {
      threads.execute(() -> run(context, work, done));
    } catch (RejectedExecutionException e) {
      // a short text never waits for the client
      reply(
          context, Problem.later(503, "too many requests wait for their answer", "Try again.", 1));
      done.complete(null);
    }
  }

  private void run(Context context, Work work, CompletableFuture<Void> done) {
    CompletionStage<?> answer;
    try {
      answer = work.run();
    } catch (Exception | Error e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              try {
                if (failure != null) {
                  failed(context, failure);
                }
              } finally {
                if (context.path().startsWith("/api/")) {
                  metrics.answered(context.statusCode());
                }
                done.complete(null);
              }
            });
  }

  private void failed(Context context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Problem problem) {
      reply(context, problem);
    } else if (cause instanceof UncheckedIOException) {
      LOG.debug("the client went away: {}", cause.getMessage());
    } else {
      LOG.atError().setCause(cause).addKeyValue("path", context.path()).log("no answer");
      reply(
          context,
          Problem.of(500, "the answer failed", "Look at the log of the service, and report it."));
    }
  }

  private static void reply(Context context, Problem problem) {
    if (!context.res().isCommitted()) {
      try {
        Reply.problem(context, problem);
      } catch (UncheckedIOException e) {
        LOG.debug("the client went away: {}", e.getMessage());
      }
    }
  }

  private CompletionStage<?> answer(Context context, Route route) throws Exception {
    Visitor visitor =
        switch (route.access()) {
          case ALL -> gate.visitor(context);
          case VIEW -> gate.requireView(context);
          case ACT -> gate.requireAct(context);
        };
    return route.answer().answer(context, visitor);
  }

  private void events(Context context) throws Exception {
    var unused = gate.requireView(context);
    viewers.add(context);
    metrics.answered(200);
  }

  private CompletionStage<?> page(Context context) {
    Assets.Asset page =
        assets
            .page()
            .orElseThrow(() -> Problem.notFound("this build holds no page", "Build Kizuki again."));
    context.header(Header.CACHE_CONTROL, "no-cache");
    send(context, page);
    return CompletableFuture.completedFuture(null);
  }

  private CompletionStage<?> asset(Context context) {
    Assets.Asset asset =
        assets
            .find(context.pathParam("path"))
            .orElseThrow(() -> Problem.notFound("there is no such file", "Load the page again."));
    context.header(
        Header.CACHE_CONTROL,
        context.queryParam("v") == null ? "no-cache" : "public, max-age=31536000, immutable");
    send(context, asset);
    return CompletableFuture.completedFuture(null);
  }

  private static void send(Context context, Assets.Asset asset) {
    context.header(Header.ETAG, asset.etag());
    if (asset.etag().equals(context.header(Header.IF_NONE_MATCH))) {
      context.status(304);
    } else {
      boolean text = !asset.type().startsWith("image/") && !asset.type().startsWith("font/");
      Reply.send(context, 200, asset.type(), asset.bytes(), text);
    }
  }

  private void unknown(Context context) {
    reply(
        context,
        Problem.notFound(
            "there is no path " + context.path(),
            "The page is at /, the API is described at /api/openapi.json, and the service also has"
                + " /metrics, /health/live and /health/ready."));
  }

  private CompletionStage<?> description(Context context) {
    context.header(Header.CACHE_CONTROL, "no-cache");
    send(
        context,
        assets
            .find("openapi.json")
            .orElseThrow(() -> new IllegalStateException("the class path has no openapi.json")));
    return CompletableFuture.completedFuture(null);
  }

  /** Returns every path with its method, as {@code GET /api/now}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    PAGES.forEach(path -> names.add("GET " + path));
    names.addAll(List.of("GET /assets/{path}", "GET " + DESCRIPTION, "GET " + EVENTS));
    api.forEach(route -> names.add(route.method().name() + " " + route.path()));
    return names;
  }
}
