package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.model.Release;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.console.Route.Access;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Answers requests about the plant from memory. */
final class Api {
  private static final int EARLIER = 10;
  private static final int OF_DEVICE = 20;
  private static final int PAGE = 50;

  private final Configuration configuration;
  private final PlantView view;
  private final Teaching teaching;
  private final Gate gate;

  Api(Configuration configuration, PlantView view, Teaching teaching, Gate gate) {
    this.configuration = configuration;
    this.view = view;
    this.teaching = teaching;
    this.gate = gate;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/me", Access.ALL, (context, visitor) -> Reply.json(context, me(visitor))),
        Route.of(
            HandlerType.POST, "/api/session", Access.ALL, (context, visitor) -> logIn(context)),
        Route.of(
            HandlerType.DELETE,
            "/api/session",
            Access.ALL,
            (context, visitor) -> {
              gate.logOut(context);
              Reply.empty(context, 204);
            }),
        Route.get(
            "/api/now",
            Access.VIEW,
            (context, visitor) -> Reply.json(context, 200, view.now().json())),
        Route.get("/api/incidents", Access.VIEW, (context, visitor) -> incidents(context)),
        Route.get("/api/incidents/{id}", Access.VIEW, (context, visitor) -> incident(context)),
        Route.get("/api/devices/{device}", Access.VIEW, (context, visitor) -> device(context)),
        Route.get("/api/models", Access.VIEW, (context, visitor) -> models(context)),
        Route.get(
            "/api/precision",
            Access.VIEW,
            (context, visitor) -> Reply.json(context, view.judged().answer())));
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Me(
      @Nullable String name,
      @JsonProperty boolean mayView,
      boolean mayAct,
      boolean needsToken,
      @Nullable Long maxShelveMinutes,
      @Nullable String imagesTopic,
      @Nullable String mqttBroker,
      @Nullable String version) {}

  private Me me(Visitor visitor) {
    if (!visitor.mayView()) {
      return new Me(null, false, false, gate.needsToken(), null, null, null, null);
    }
    return new Me(
        visitor.name(),
        true,
        visitor.mayAct(),
        gate.needsToken(),
        configuration.incidents().maxShelve().toMinutes(),
        configuration.mqtt().images().get(0).topic(),
        String.valueOf(configuration.mqtt().broker()),
        Release.current().version());
  }

  private record Login(String token) {}

  private void logIn(Context context) {
    Login login = body(context, Login.class);
    if (login.token() == null || login.token().isBlank()) {
      throw Problem.badRequest("the token is missing", "Send {\"token\": \"...\"}.");
    }
    gate.logIn(context, login.token().strip());
    Reply.empty(context, 204);
  }

  /**
   * Reads the body of a request.
   *
   * @throws Problem if it is not the JSON of this type
   */
  static <T> T body(Context context, Class<T> type) {
    try {
      return IncidentJson.read(context.bodyAsBytes(), type);
    } catch (JacksonException e) {
      throw Problem.badRequest(
          "the body cannot be read: " + e.getOriginalMessage(),
          "Send JSON as /api/openapi.json describes it.");
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(
          String.valueOf(e.getMessage()), "Send JSON as /api/openapi.json describes it.");
    }
  }

  private void incidents(Context context) {
    IncidentQuery query =
        new IncidentQuery(
            text(context, "state", "all"),
            kind(text(context, "kind", "")),
            text(context, "line", ""),
            text(context, "device", ""),
            text(context, "q", ""),
            before(context),
            limit(context));
    List<KnownIncident> found = view.incidents(query);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Plant.text(out, "{\"incidents\":");
    Plant.array(out, found);
    if (found.size() == query.limit()) {
      Plant.text(out, ",\"next\":");
      out.writeBytes(IncidentJson.write(found.get(found.size() - 1).raisedAt()));
    }
    Plant.text(out, "}");
    Reply.json(context, 200, out.toByteArray());
  }

  static String text(Context context, String name, String otherwise) {
    String value = context.queryParam(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private static String kind(String kind) {
    for (IncidentKind each : IncidentKind.values()) {
      if (kind.isEmpty() || each.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return kind;
      }
    }
    throw Problem.badRequest(
        "kind '%s' is not known".formatted(kind),
        "Use one of "
            + String.join(
                ", ",
                java.util.Arrays.stream(IncidentKind.values())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .toList())
            + ".");
  }

  static @Nullable Instant before(Context context) {
    String before = text(context, "before", "");
    try {
      return before.isEmpty() ? null : Instant.parse(before);
    } catch (DateTimeException e) {
      throw Problem.badRequest(
          "before is no time: '%s'".formatted(before), "Send ISO 8601, as 2026-11-28T21:00:00Z.");
    }
  }

  static int limit(Context context) {
    String limit = text(context, "limit", Integer.toString(PAGE));
    try {
      return Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      throw Problem.badRequest("limit is no number: '%s'".formatted(limit), "Send a number.");
    }
  }

  /**
   * Returns the incident that a path names.
   *
   * @throws Problem if it is not known
   */
  static KnownIncident named(PlantView view, Context context) {
    String id = context.pathParam("id");
    return view.incident(id)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "there is no incident " + id,
                    "It may be older than incidents.keep, or older than the newest %d incidents."
                        .formatted(PlantView.MOST_INCIDENTS)));
  }

  private void incident(Context context) {
    KnownIncident incident = named(view, context);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Plant.text(out, "{\"incident\":");
    out.writeBytes(incident.json());
    Plant.text(out, ",\"earlier\":");
    Plant.array(
        out,
        view.incidents(IncidentQuery.ofDevice(incident.device(), incident.raisedAt(), EARLIER)));
    Plant.text(out, ",\"members\":");
    Plant.array(out, view.members(incident));
    Plant.text(out, ",\"precision\":");
    out.writeBytes(IncidentJson.write(view.judged().ofDevice(incident.device())));
    Plant.text(out, "}");
    Reply.json(context, 200, out.toByteArray());
  }

  /**
   * Returns the device that a path names.
   *
   * @throws Problem if it is not known
   */
  static DeviceStatus namedDevice(PlantView view, Context context) {
    String device = context.pathParam("device");
    return view.device(device)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "there is no device " + device, "It has sent no image until now."));
  }

  private void device(Context context) {
    DeviceStatus status = namedDevice(view, context);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Plant.text(out, "{\"device\":");
    out.writeBytes(IncidentJson.write(status));
    Plant.text(out, ",\"incidents\":");
    Plant.array(out, view.incidents(IncidentQuery.ofDevice(status.device(), null, OF_DEVICE)));
    Plant.text(out, ",\"history\":");
    out.writeBytes(IncidentJson.write(view.history(status.device())));
    Plant.text(out, ",\"precision\":");
    out.writeBytes(IncidentJson.write(view.judged().ofDevice(status.device())));
    Optional<KnownLimit> limit = teaching.limits().of(status.device());
    if (limit.isPresent()) {
      Plant.text(out, ",\"limit\":");
      out.writeBytes(limit.get().json());
    }
    boolean stale = view.isBehind() || status.faults().contains(IncidentKind.SILENT);
    Plant.text(out, ",\"stale\":" + stale + "}");
    Reply.json(context, 200, out.toByteArray());
  }

  private void models(Context context) {
    Reply.json(
        context,
        new ModelTable(view.liveServices(), view.judged()).answer(teaching.events().newest()));
  }
}
