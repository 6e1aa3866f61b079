package dev.kizuki.stream;

import dev.kizuki.stream.limit.DeviceLimit;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki limits show}: prints the limit of devices with their most unusual images. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints the limit of devices, with the most unusual images of the burn-in.")
final class LimitsShowCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final LimitAccess access;

  @Parameters(
      index = "0",
      paramLabel = "DEVICE",
      description = "The device; * and ? are wildcards.")
  private String devices = "";

  LimitsShowCommand() {
    this(new LimitAccess());
  }

  LimitsShowCommand(LimitAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<DeviceLimit> limits = access.read(devices);
    if (limits.isEmpty()) {
      throw new IllegalArgumentException(
          "no device that fits '%s' has a burn-in; 'kizuki limits list' shows all"
              .formatted(devices));
    }
    for (DeviceLimit limit : limits) {
      LimitText.lines(limit).forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
