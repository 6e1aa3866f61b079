package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.status.ModelSum;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code kizuki models list}: prints the models that serve, and their shadows. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the models that serve, with their promised and measured alarm rates, and their",
      "shadows. The counts are those of all running instances of the service, since their start."
    })
final class ModelsListCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ModelAccess access;

  @Option(names = "--json", description = "Print each model as one line of JSON.")
  private boolean json;

  ModelsListCommand() {
    this(new ModelAccess());
  }

  ModelsListCommand(ModelAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    Configuration configuration = access.configuration();
    List<ModelSum> sums = ModelSum.of(live(configuration));
    for (ModelSum sum : sums) {
      out.println(json ? new String(IncidentJson.write(sum), UTF_8) : ModelText.of(sum));
    }
    out.flush();
    for (ModelRule rule : configuration.models()) {
      if (sums.stream().noneMatch(sum -> isOf(sum, rule))) {
        line.getErr()
            .println(
                "no running service reports the model %s for the devices %s; 'kizuki doctor' checks why"
                    .formatted(rule.file(), devices(rule)));
      }
    }
    line.getErr().flush();
    return 0;
  }

  private static String devices(ModelRule rule) {
    return rule.devices() == null ? "*" : rule.devices();
  }

  private static boolean isOf(ModelSum sum, ModelRule rule) {
    return rule.file().toString().equals(sum.model().file())
        && devices(rule).equals(sum.model().devices());
  }

  /** The last reports of the instances that run. */
  private List<ServiceStatus> live(Configuration configuration) {
    Instant now = access.clock().instant();
    Map<String, ServiceStatus> latest = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record :
        access.read(configuration, configuration.topics().services())) {
      if (record.value() == null) {
        latest.remove(record.key());
      } else {
        latest.put(record.key(), status(record));
      }
    }
    return latest.values().stream().filter(status -> status.isLive(now)).toList();
  }

  private static ServiceStatus status(ConsumerRecord<String, byte[]> record) {
    try {
      return IncidentJson.read(record.value(), ServiceStatus.class);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no status of a service (topics.services): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }
}
