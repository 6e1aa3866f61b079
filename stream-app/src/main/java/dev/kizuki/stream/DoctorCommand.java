package dev.kizuki.stream;

import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.doctor.Doctor;
import dev.kizuki.stream.doctor.Finding;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki doctor}: checks whether the service can run with a configuration. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks what the service needs: brokers, rights, topics, clock, models, disk, certificates.",
      "Prints one line for each check, with the remedy. Exits with 0 if nothing failed, else 1."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration, YAML. Default: environment variables only.")
  private @Nullable Path file;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<Finding> findings =
        new Doctor(ConfigurationReader.readOrEnvironment(file, System.getenv()), new PahoPort())
            .examine();
    findings.forEach(out::println);
    out.flush();
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAILURE) ? 1 : 0;
  }
}
