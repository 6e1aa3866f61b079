package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki incidents ack}: notes that a person has seen an incident. */
@Command(
    name = "ack",
    mixinStandardHelpOptions = true,
    description = "Notes that you have seen an incident.")
final class IncidentsAckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of the incident, or its beginning.")
  private String id = "";

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "A remark, at most 500 characters. Default: none.")
  private @Nullable String note;

  IncidentsAckCommand() {
    this(new IncidentAccess());
  }

  IncidentsAckCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    access.act(
        id,
        Wish.of(OperatorAction.Type.ACKNOWLEDGE, note),
        Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }
}
