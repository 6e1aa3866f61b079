package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki incidents ack}: notes that a person has seen an incident. */
@Command(
    name = "ack",
    mixinStandardHelpOptions = true,
    description = "Notes that you have seen an incident.")
final class IncidentsAckCommand extends IncidentsActionCommand {
  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "A remark, at most 500 characters. Default: none.")
  private @Nullable String note;

  IncidentsAckCommand() {
    this(new IncidentAccess());
  }

  IncidentsAckCommand(IncidentAccess access) {
    super(access);
  }

  @Override
  Wish wish() {
    return Wish.of(OperatorAction.Type.ACKNOWLEDGE, note);
  }
}
