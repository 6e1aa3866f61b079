package dev.kizuki.stream.console;

import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.evidence.EvidenceRecords;
import dev.kizuki.stream.incident.Incident;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the pictures of incidents and devices. */
final class PictureApi {
  private static final int MOST_SIDE = 4096;
  private static final String FOR_EVER = "private, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "private, no-cache";

  private final PlantView view;
  private final Pictures pictures;
  private final Evidence evidence;
  private final Executor executor;

  /**
   * @param executor writes the answers
   */
  PictureApi(PlantView view, Pictures pictures, Evidence evidence, Executor executor) {
    this.view = view;
    this.pictures = pictures;
    this.evidence = evidence;
    this.executor = executor;
  }

  List<Route> routes() {
    return List.of(
        get(
            "/api/incidents/{id}/image",
            context -> image(context, shown(Api.named(view, context).incident()))),
        get(
            "/api/incidents/{id}/normal",
            context -> image(context, Api.named(view, context).incident().normal())),
        get("/api/incidents/{id}/evidence", this::evidence),
        get("/api/incidents/{id}/input", this::input),
        get(
            "/api/devices/{device}/image",
            context -> image(context, Api.namedDevice(view, context).image())));
  }

  private static Route get(String path, Function<Context, CompletionStage<?>> answer) {
    return new Route(
        HandlerType.GET, path, Access.VIEW, (context, visitor) -> answer.apply(context));
  }

  private static @Nullable ImageReference shown(Incident incident) {
    return incident.worst() == null ? incident.image() : incident.worst().image();
  }

  /**
   * Sends an image.
   *
   * @param reference null if there is none
   * @throws Problem if there is none
   */
  CompletionStage<?> image(Context context, @Nullable ImageReference reference) {
    if (reference == null) {
      throw Problem.notFound("there is no such image", "This kind of incident has none.");
    }
    int side = side(context);
    RecordPlace place =
        new RecordPlace(reference.topic(), reference.partition(), reference.offset());
    return send(
        context,
        reference.sha256(),
        reference.sha256() + "-" + side,
        () -> pictures.image(place, side));
  }

  static int side(Context context) {
    String size = Api.text(context, "size", "0");
    if (!size.matches("[0-9]{1,4}") || Integer.parseInt(size) > MOST_SIDE) {
      throw Problem.badRequest(
          "size must be between 1 and %d, was '%s'".formatted(MOST_SIDE, size),
          "Send the longest side in pixels.");
    }
    return Integer.parseInt(size);
  }

  private CompletionStage<?> evidence(Context context) {
    return evidence(context, "");
  }

  /** The picture that the heat map belongs to: the image as the model sees it. */
  private CompletionStage<?> input(Context context) {
    return evidence(context, EvidenceRecords.INPUT);
  }

  private CompletionStage<?> evidence(Context context, String end) {
    KnownIncident incident = Api.named(view, context);
    RecordPlace place =
        evidence
            .of(incident.id() + end)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "there is no heat map of this incident yet",
                        "It comes a moment after the incident, and only for anomalies."));
    String version = "%d-%d".formatted(place.partition(), place.offset());
    return send(context, version, version, () -> pictures.evidence(place));
  }

  /**
   * Sends a picture when it is there.
   *
   * @param version if the address names it as {@code v}, the answer never changes
   * @param tag the ETag
   */
  private CompletionStage<?> send(
      Context context, String version, String tag, Supplier<CompletableFuture<Picture>> fetch) {
    String etag = '"' + tag + '"';
    String caching = version.equals(context.queryParam("v")) ? FOR_EVER : ASK_AGAIN;
    if (etag.equals(context.header(Header.IF_NONE_MATCH))) {
      context.header(Header.ETAG, etag).header(Header.CACHE_CONTROL, caching).status(304);
      return CompletableFuture.completedFuture(null);
    }
    return fetch
        .get()
        .thenAcceptAsync(
            picture -> {
              context.header(Header.ETAG, etag).header(Header.CACHE_CONTROL, caching);
              picture.headers().forEach(context::header);
              Reply.send(context, 200, picture.type(), picture.bytes(), false);
            },
            executor);
  }
}
