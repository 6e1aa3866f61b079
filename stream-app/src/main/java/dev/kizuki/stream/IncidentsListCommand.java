package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki incidents list}: prints one line for each incident, the newest first. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Prints one line for each incident, the newest first.")
final class IncidentsListCommand implements Callable<Integer> {
  /** Which incidents are listed. */
  enum State {
    OPEN,
    ACTIVE,
    CLEARED,
    ALL
  }

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = {
        "open, active, cleared or all. Open incidents are active or not acknowledged.",
        "Default: open."
      })
  private State state = State.OPEN;

  @Option(names = "--device", paramLabel = "ID", description = "Only incidents of this device.")
  private String device = "";

  @Option(names = "--line", paramLabel = "LINE", description = "Only incidents of this line.")
  private String line = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Only this kind: anomaly, silent, frozen, dark, bright, blurred, moved, drift or group.")
  private @Nullable IncidentKind kind;

  @Option(
      names = "--json",
      description = "Print the last event of each incident as one line of JSON.")
  private boolean json;

  IncidentsListCommand() {
    this(new IncidentAccess());
  }

  IncidentsListCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<IncidentEvent> events;
    try (IncidentLog log = access.open()) {
      events =
          log.read().stream()
              .filter(event -> fits(event.data().incident()))
              .sorted(
                  Comparator.comparing((IncidentEvent event) -> event.data().incident().raisedAt())
                      .reversed())
              .toList();
    }
    for (IncidentEvent event : events) {
      out.println(
          json
              ? new String(IncidentJson.write(event), UTF_8)
              : IncidentText.line(event.data().incident()));
    }
    if (!json && events.isEmpty()) {
      out.println("no incidents");
    }
    out.flush();
    return 0;
  }

  private boolean fits(Incident incident) {
    return hasState(incident)
        && (device.isEmpty() || device.equals(incident.device()))
        && (line.isEmpty() || line.equals(incident.line()))
        && (kind == null || kind == incident.kind());
  }

  private boolean hasState(Incident incident) {
    return switch (state) {
      case OPEN -> incident.isOpen();
      case ACTIVE -> incident.active();
      case CLEARED -> !incident.active();
      case ALL -> true;
    };
  }
}
