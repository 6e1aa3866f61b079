package dev.kizuki.stream;

import dev.kizuki.stream.action.IncidentLog;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code kizuki incidents} that names Kafka, and what its commands share. */
final class IncidentAccess {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Function<Configuration, IncidentLog> opens;
  private final Duration longestWait;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The service's configuration. Default: environment variables only.")
  private @Nullable Path config;

  /** Reads Kafka. */
  IncidentAccess() {
    this(IncidentLog::open, LONGEST_WAIT);
  }

  IncidentAccess(Function<Configuration, IncidentLog> opens, Duration longestWait) {
    this.opens = opens;
    this.longestWait = longestWait;
  }

  /** Opens the topic. The caller must close it. */
  IncidentLog open() {
    return opens.apply(ConfigurationReader.readOrEnvironment(config, System.getenv()));
  }

  /** The action that a person asks for. */
  record Wish(
      OperatorAction.Type type,
      @Nullable String note,
      @Nullable Integer minutes,
      @Nullable Boolean untilNormal,
      @Nullable Verdict verdict) {
    static Wish of(OperatorAction.Type type, @Nullable String note) {
      return new Wish(type, note, null, null, null);
    }
  }

  /**
   * Acts on an incident and prints the change.
   *
   * @param id the id of the incident, or its beginning
   * @throws ServiceException if the change does not come back
   */
  void act(String id, Wish wish, PrintWriter out) {
    try (IncidentLog log = open()) {
      log.read();
      Incident incident = log.find(id).data().incident();
      OperatorAction action =
          new OperatorAction(
              UUID.randomUUID().toString(),
              incident.id(),
              wish.type(),
              System.getProperty("user.name"),
              Instant.now(),
              wish.note(),
              wish.minutes(),
              wish.untilNormal(),
              wish.verdict());
      Optional<IncidentEvent> change = log.act(incident.device(), action, longestWait);
      if (change.isEmpty()) {
        throw new ServiceException(
            ("Kafka has the action, but incident %s has not changed within %d s. Either it already"
                    + " was in this state, or the service does not run ('kizuki doctor')")
                .formatted(incident.id(), longestWait.toSeconds()),
            null);
      }
      out.println(IncidentText.line(change.get().data().incident()));
      out.flush();
    }
  }
}
