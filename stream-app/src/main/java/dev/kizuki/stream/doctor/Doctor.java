package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.mqtt.MqttPort;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Checks everything that the service needs, without starting the service. */
public final class Doctor {
  private final List<Check> checks;

  public Doctor(Configuration configuration, MqttPort mqtt) {
    this(
        List.of(
            new JavaCheck(),
            new ModelCheck(configuration.models()),
            new ArchiveCheck(configuration.modelUpdates().archive()),
            new DiskCheck(configuration.kafka().stateDir()),
            new PortCheck(configuration.http()),
            new CertificateCheck(configuration, Clock.systemUTC()),
            new PasswordCheck("mqtt", configuration.mqtt().passwordFile()),
            new PasswordCheck("kafka", configuration.kafka().passwordFile()),
            new MqttCheck(mqtt, configuration.mqtt(), configuration.canary().isOn()),
            new KafkaCheck(configuration)));
  }

  Doctor(List<Check> checks) {
    this.checks = checks;
  }

  /** Runs all checks and returns their findings, in the order of the checks. */
  public List<Finding> examine() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks) {
      findings.addAll(check.findings());
    }
    return findings;
  }
}
