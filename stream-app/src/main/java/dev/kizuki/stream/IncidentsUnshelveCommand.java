package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki incidents unshelve}: ends the shelving of an incident. */
@Command(
    name = "unshelve",
    mixinStandardHelpOptions = true,
    description = "Ends the shelving of an incident.")
final class IncidentsUnshelveCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of the incident, or its beginning.")
  private String id = "";

  IncidentsUnshelveCommand() {
    this(new IncidentAccess());
  }

  IncidentsUnshelveCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    access.act(
        id,
        Wish.of(OperatorAction.Type.UNSHELVE, null),
        Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }
}
