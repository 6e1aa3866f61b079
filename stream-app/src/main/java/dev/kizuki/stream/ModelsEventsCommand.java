package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code kizuki models events}: prints one line for each change of a model. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Prints one line for each change of a model, the newest last.")
final class ModelsEventsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final ModelAccess access;

  @Option(names = "--json", description = "Print each event as one line of JSON.")
  private boolean json;

  ModelsEventsCommand() {
    this(new ModelAccess());
  }

  ModelsEventsCommand(ModelAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Configuration configuration = access.configuration();
    List<ModelEvent> events =
        access.read(configuration, configuration.topics().modelEvents()).stream()
            .filter(record -> record.value() != null)
            .map(ModelsEventsCommand::event)
            .sorted(Comparator.comparing(ModelEvent::time))
            .toList();
    for (ModelEvent event : events) {
      out.println(json ? new String(EventJson.write(event), UTF_8) : ModelText.of(event));
    }
    if (!json && events.isEmpty()) {
      out.println("no changes of models");
    }
    out.flush();
    return 0;
  }

  private static ModelEvent event(ConsumerRecord<String, byte[]> record) {
    try {
      return EventJson.readModelEvent(record.value());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no event of a model (topics.modelEvents): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }
}
