package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki incidents shelve}: silences an incident for a while. */
@Command(
    name = "shelve",
    mixinStandardHelpOptions = true,
    description = "Silences an incident for a while.")
final class IncidentsShelveCommand extends IncidentsActionCommand {
  @Option(
      names = "--minutes",
      required = true,
      paramLabel = "M",
      description = "For this time, at most incidents.maxShelve.")
  private int minutes;

  @Option(names = "--until-normal", description = "End it before, when the incident clears.")
  private boolean untilNormal;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "The reason, at most 500 characters. Default: none.")
  private @Nullable String note;

  IncidentsShelveCommand() {
    this(new IncidentAccess());
  }

  IncidentsShelveCommand(IncidentAccess access) {
    super(access);
  }

  @Override
  Wish wish() {
    return new Wish(OperatorAction.Type.SHELVE, note, minutes, untilNormal, null);
  }
}
