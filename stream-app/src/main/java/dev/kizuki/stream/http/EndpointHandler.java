package dev.kizuki.stream.http;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests to endpoints and passes other requests on. It uses Jetty's asynchronous
 * writes, so no thread waits for a client that reads slowly. Javalin's results would hold a thread
 * for each such client. The answers are not compressed, which costs the least CPU time.
 */
final class EndpointHandler extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointHandler.class);
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String METHODS = "GET, HEAD";

  private final Map<String, Endpoint> endpoints;

  EndpointHandler(List<Endpoint> endpoints) {
    this.endpoints = endpoints.stream().collect(toMap(Endpoint::path, Function.identity()));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Endpoint endpoint = endpoints.get(Request.getPathInContext(request));
    if (endpoint == null) {
      return super.handle(request, response, callback);
    }
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, METHODS);
      refuse(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "This path answers only GET and HEAD.\n",
          response,
          callback);
    } else if (hasBody(request)) {
      refuse(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "Send the request without a body.\n",
          response,
          callback);
    } else {
      answer(endpoint, response, callback);
    }
    return true;
  }

  /** Closing the connection spares the work for further wrong requests. */
  private static void refuse(int status, String text, Response response, Callback callback) {
    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    write(new Answer(status, text), response, callback);
  }

  private static boolean hasBody(Request request) {
    return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0
        || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  private static void answer(Endpoint endpoint, Response response, Callback callback) {
    var unused = // exceptionally() lets no failure through
        call(endpoint)
            .exceptionally(failure -> failed(endpoint, failure))
            .thenAccept(answer -> write(answer, response, callback));
  }

  private static CompletionStage<Answer> call(Endpoint endpoint) {
    try {
      return endpoint.answer();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Answer failed(Endpoint endpoint, Throwable failure) {
    LOG.atError().setCause(failure).addKeyValue("path", endpoint.path()).log("no answer");
    return new Answer(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "The answer failed. The log of the service says why.\n");
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.text().length);
    response.write(true, ByteBuffer.wrap(answer.text()), callback);
  }

  /** The paths of all endpoints, for a person. */
  String paths() {
    return endpoints.keySet().stream().sorted().collect(joining(", "));
  }
}
