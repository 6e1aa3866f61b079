package dev.kizuki.stream.console;

import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit.State;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers requests about the limits that devices learn. */
final class LimitApi {
  private final Limits limits;
  private final PictureApi pictures;

  LimitApi(Limits limits, PictureApi pictures) {
    this.limits = limits;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/limits", Access.VIEW, (context, visitor) -> limits(context)),
        Route.get(
            "/api/limits/{device}",
            Access.VIEW,
            (context, visitor) -> Reply.json(context, 200, named(context).json())),
        new Route(
            HandlerType.GET,
            "/api/limits/{device}/images/{place}",
            Access.VIEW,
            (context, visitor) -> image(context)));
  }

  private void limits(Context context) {
    Limits.Query query =
        new Limits.Query(
            state(Api.text(context, "state", "")),
            Api.text(context, "line", ""),
            Api.text(context, "q", ""),
            Api.text(context, "after", ""),
            Api.limit(context));
    List<KnownLimit> found = limits.select(query);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Plant.text(out, "{\"limits\":[");
    String before = "";
    for (KnownLimit each : found) {
      Plant.text(out, before);
      out.writeBytes(each.json());
      before = ",";
    }
    Plant.text(out, "],\"counts\":");
    out.writeBytes(IncidentJson.write(limits.counts(query)));
    if (found.size() == query.limit()) {
      Plant.text(out, ",\"next\":");
      out.writeBytes(IncidentJson.write(found.get(found.size() - 1).device()));
    }
    Plant.text(out, "}");
    Reply.json(context, 200, out.toByteArray());
  }

  private static @Nullable State state(String name) {
    return name.isEmpty()
        ? null
        : Arrays.stream(State.values())
            .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "state '%s' is not known".formatted(name),
                        "Use learning, waiting or confirmed."));
  }

  private KnownLimit named(Context context) {
    String device = context.pathParam("device");
    return limits
        .of(device)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "there is no limit of " + device,
                    "It learns one from its first images, if deviceLimits.enabled is true."));
  }

  private CompletionStage<?> image(Context context) {
    String place = context.pathParam("place");
    if (!place.matches("[0-9]{1,9}-[0-9]{1,18}")) {
      throw Problem.badRequest(
          "'%s' is no place of an image".formatted(place), "Send PARTITION-OFFSET, as 0-1234.");
    }
    String[] parts = place.split("-", 2);
    return pictures.image(
        context,
        named(context)
            .unusual(Integer.parseInt(parts[0]), Long.parseLong(parts[1]))
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "the image is not among the most unusual ones", "Load the page again.")));
  }
}
