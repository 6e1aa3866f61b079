package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.OperatorAction;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Takes the actions of people on incidents. */
final class ActionApi {
  private final PlantView view;
  private final OperatorActions actions;
  private final Duration maxShelve;
  private final Clock clock;

  /**
   * @param maxShelve the longest time for which an incident may be silenced
   */
  ActionApi(PlantView view, OperatorActions actions, Duration maxShelve, Clock clock) {
    this.view = view;
    this.actions = actions;
    this.maxShelve = maxShelve;
    this.clock = clock;
  }

  /**
   * @param executor writes the answers
   */
  Route route(Executor executor) {
    return new Route(
        HandlerType.POST,
        "/api/incidents/{id}/actions",
        Access.ACT,
        (context, visitor) -> act(context, visitor, executor));
  }

  /** The body of a request. It names no author: the session does. */
  private record Wish(
      OperatorAction.@Nullable Type action,
      @Nullable String note,
      @Nullable Integer minutes,
      @Nullable Boolean untilNormal,
      @Nullable Verdict verdict) {}

  /**
   * The answer to an action.
   *
   * @param id the id of the action, which its effect names
   */
  record Accepted(@JsonProperty(required = true) String id) {}

  private CompletionStage<?> act(Context context, Visitor visitor, Executor executor) {
    KnownIncident incident = Api.named(view, context);
    OperatorAction action = action(incident, visitor, Api.body(context, Wish.class));
    return actions
        .write(action, incident.device())
        .thenAcceptAsync(
            written -> Reply.json(context, 202, IncidentJson.write(new Accepted(written.id()))),
            executor);
  }

  private OperatorAction action(KnownIncident incident, Visitor visitor, Wish wish) {
    if (wish.action() == null) {
      throw Problem.badRequest(
          "the action is missing", "Send acknowledge, shelve, unshelve or judge.");
    }
    if (wish.minutes() != null && wish.minutes() > maxShelve.toMinutes()) {
      throw Problem.badRequest(
          "minutes must be between 1 and %d, was %d"
              .formatted(maxShelve.toMinutes(), wish.minutes()),
          "Silence it for a shorter time, or raise incidents.maxShelve.");
    }
    if (wish.action() == OperatorAction.Type.SHELVE && !incident.isActive()) {
      throw Problem.of(
          409, "the incident is cleared already", "Only an active incident can be silenced.");
    }
    if (wish.action() == OperatorAction.Type.UNSHELVE && !incident.isShelved(clock.instant())) {
      throw Problem.of(409, "the incident is not silenced", "Load the page again.");
    }
    try {
      return new OperatorAction(
          UUID.randomUUID().toString(),
          incident.id(),
          wish.action(),
          Objects.requireNonNull(visitor.name()),
          clock.instant(),
          wish.note() == null || wish.note().isBlank() ? null : wish.note().strip(),
          wish.minutes(),
          wish.untilNormal(),
          wish.verdict());
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()), "Correct it and send it again.");
    }
  }
}
