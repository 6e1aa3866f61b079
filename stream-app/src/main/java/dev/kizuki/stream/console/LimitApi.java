package dev.kizuki.stream.console;

import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.LimitAction;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Answers requests about the limits that devices learn, and takes people's actions on them. */
final class LimitApi {
  private final Limits limits;
  private final PictureApi pictures;
  private final OperatorActions actions;
  private final Clock clock;
  private final Executor executor;

  /**
   * @param executor writes the answers
   */
  LimitApi(
      Limits limits, PictureApi pictures, OperatorActions actions, Clock clock, Executor executor) {
    this.limits = limits;
    this.pictures = pictures;
    this.actions = actions;
    this.clock = clock;
    this.executor = executor;
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
            (context, visitor) -> image(context)),
        new Route(HandlerType.POST, "/api/limits/{device}/actions", Access.ACT, this::act));
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
    return pictures.image(
        context,
        named(context)
            .unusual(context.pathParam("place"))
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "the image is not among the most unusual ones", "Load the page again.")));
  }

  /** The body of a request. It names no author: the session does. */
  private record Wish(
      LimitAction.@Nullable Type action, @Nullable List<String> struck, @Nullable String note) {}

  private CompletionStage<?> act(Context context, Visitor visitor) {
    KnownLimit limit = named(context);
    LimitAction action = action(limit, visitor, Api.body(context, Wish.class));
    return actions
        .write(action, limit.device())
        .thenAcceptAsync(
            written ->
                Reply.json(context, 202, IncidentJson.write(new ActionApi.Accepted(written.id()))),
            executor);
  }

  private LimitAction action(KnownLimit limit, Visitor visitor, Wish wish) {
    if (wish.action() == null) {
      throw Problem.badRequest("the action is missing", "Send confirm, learn or drop.");
    }
    requireState(limit, wish.action());
    List<String> struck = wish.struck() == null ? List.of() : wish.struck();
    if (!limit.places().containsAll(struck)) {
      throw Problem.of(
          409,
          "an image that is struck out is no longer among the most unusual ones",
          "Load the page again.");
    }
    try {
      return new LimitAction(
          UUID.randomUUID().toString(),
          wish.action(),
          Objects.requireNonNull(visitor.name()),
          clock.instant(),
          wish.note() == null || wish.note().isBlank() ? null : wish.note().strip(),
          struck);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()), "Correct it and send it again.");
    }
  }

  private static void requireState(KnownLimit limit, LimitAction.Type action) {
    if (action == LimitAction.Type.CONFIRM && limit.state() != State.WAITING) {
      throw Problem.of(
          409,
          "the limit does not wait for a confirmation",
          "Wait until the camera has learned all its images, or let it learn anew.");
    }
    if (action == LimitAction.Type.DROP && limit.state() != State.CONFIRMED) {
      throw Problem.of(409, "the limit is not confirmed", "Only a confirmed limit can be dropped.");
    }
  }
}
