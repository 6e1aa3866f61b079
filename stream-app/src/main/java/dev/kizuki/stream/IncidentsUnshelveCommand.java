package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import picocli.CommandLine.Command;

/** {@code kizuki incidents unshelve}: ends the shelving of an incident. */
@Command(
    name = "unshelve",
    mixinStandardHelpOptions = true,
    description = "Ends the shelving of an incident.")
final class IncidentsUnshelveCommand extends IncidentsActionCommand {
  IncidentsUnshelveCommand() {
    this(new IncidentAccess());
  }

  IncidentsUnshelveCommand(IncidentAccess access) {
    super(access);
  }

  @Override
  Wish wish() {
    return Wish.of(OperatorAction.Type.UNSHELVE, null);
  }
}
