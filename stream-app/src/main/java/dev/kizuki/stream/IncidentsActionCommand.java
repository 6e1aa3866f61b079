package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of {@code kizuki incidents} that acts on one incident. */
abstract class IncidentsActionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of the incident, or its beginning.")
  private String id = "";

  IncidentsActionCommand(IncidentAccess access) {
    this.access = access;
  }

  /** Returns the action, as the options say. */
  abstract Wish wish();

  @Override
  public final Integer call() {
    access.act(id, wish(), Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }
}
