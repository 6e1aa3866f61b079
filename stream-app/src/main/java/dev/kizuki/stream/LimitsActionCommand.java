package dev.kizuki.stream;

import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.LimitAction;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command of {@code kizuki limits} that acts on the limits of devices. */
abstract class LimitsActionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final LimitAccess access;

  @Parameters(
      index = "0",
      paramLabel = "DEVICE",
      description = "The device; * and ? are wildcards.")
  private String devices = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "The reason or a remark.")
  private @Nullable String note;

  LimitsActionCommand(LimitAccess access) {
    this.access = access;
  }

  /** Returns the kind of action. */
  abstract LimitAction.Type type();

  /** Returns the images that are not normal. */
  List<String> struck() {
    return List.of();
  }

  @Override
  public final Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<DeviceLimit> changed =
        access.act(
            devices,
            limit ->
                new LimitAction(
                    UUID.randomUUID().toString(),
                    type(),
                    System.getProperty("user.name"),
                    Instant.now(),
                    note,
                    struck()));
    boolean refused = false;
    for (DeviceLimit limit : changed) {
      out.println(LimitText.line(limit));
      refused |= type() == LimitAction.Type.CONFIRM && limit.state() != DeviceLimit.State.CONFIRMED;
    }
    out.flush();
    return refused ? 1 : 0;
  }
}
