package dev.kizuki.stream.console;

import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.event.ModelComparison;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/** Answers requests about the images on which a model and its shadow disagree. */
final class ComparisonApi {
  private final Comparisons comparisons;
  private final PictureApi pictures;

  ComparisonApi(Comparisons comparisons, PictureApi pictures) {
    this.comparisons = comparisons;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/api/comparisons",
            Access.VIEW,
            (context, visitor) -> Reply.json(context, comparisons.select(query(context)))),
        new Route(
            HandlerType.GET,
            "/api/comparisons/{id}/image",
            Access.VIEW,
            (context, visitor) -> pictures.image(context, named(context).image())));
  }

  private static Comparisons.Query query(Context context) {
    return new Comparisons.Query(
        Api.text(context, "model", ""),
        Api.text(context, "shadow", ""),
        Api.text(context, "alarmOf", ""),
        Api.before(context),
        Api.limit(context));
  }

  private ModelComparison named(Context context) {
    String id = context.pathParam("id");
    return comparisons
        .of(id)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "there is no comparison " + id,
                    "It may be older than the newest %d comparisons.".formatted(Comparisons.MOST)));
  }
}
