package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki limits list}: prints one line for the limit of each device. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Prints one line for the limit of each device.")
final class LimitsListCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final LimitAccess access;

  @Option(
      names = "--device",
      paramLabel = "PATTERN",
      description = "Only these devices; * and ? are wildcards.")
  private String devices = "*";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only this state: learning, waiting or confirmed.")
  private @Nullable State state;

  @Option(names = "--json", description = "Print each limit as one line of JSON.")
  private boolean json;

  LimitsListCommand() {
    this(new LimitAccess());
  }

  LimitsListCommand(LimitAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<DeviceLimit> limits =
        access.read(devices).stream()
            .filter(limit -> state == null || limit.state() == state)
            .toList();
    for (DeviceLimit limit : limits) {
      out.println(json ? new String(IncidentJson.write(limit), UTF_8) : LimitText.line(limit));
    }
    if (!json && limits.isEmpty()) {
      out.println("no limits");
    }
    out.flush();
    return 0;
  }
}
