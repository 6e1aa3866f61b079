package dev.kizuki.stream;

import dev.kizuki.stream.action.IncidentLog;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki incidents show}: prints the facts and the log of an incident. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints the facts and the log of an incident.")
final class IncidentsShowCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(paramLabel = "ID", description = "The id of the incident, or its beginning.")
  private String id = "";

  IncidentsShowCommand() {
    this(new IncidentAccess());
  }

  IncidentsShowCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (IncidentLog log = access.open()) {
      log.read();
      IncidentText.print(log.find(id), out);
    }
    out.flush();
    return 0;
  }
}
