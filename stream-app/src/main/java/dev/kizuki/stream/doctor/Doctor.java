package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.mqtt.MqttPort;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Looks at everything the service stands on, before it stands there. */
public final class Doctor {
  private final Configuration configuration;
  private final MqttPort mqtt;

  public Doctor(Configuration configuration, MqttPort mqtt) {
    this.configuration = configuration;
    this.mqtt = mqtt;
  }

  /** All findings, in the order in which they were made. */
  public List<Finding> examine() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(HostChecks.java());
    findings.addAll(HostChecks.models(configuration));
    findings.add(HostChecks.disk(configuration));
    findings.add(HostChecks.port(configuration));
    findings.addAll(HostChecks.certificates(configuration));
    findings.add(HostChecks.password("mqtt", configuration.mqtt().passwordFile()));
    findings.add(HostChecks.password("kafka", configuration.kafka().passwordFile()));
    findings.add(new MqttCheck(mqtt, configuration.mqtt()).run());
    findings.addAll(kafka());
    return findings;
  }

  private List<Finding> kafka() throws InterruptedException {
    try (KafkaChecks checks = new KafkaChecks(configuration)) {
      return checks.all();
    } catch (ConfigurationException e) {
      return List.of(
          Finding.failure("kafka", String.valueOf(e.getMessage()), "mend the file that it names"));
    } catch (KafkaException e) {
      return List.of(
          Finding.failure(
              "kafka",
              String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
              "check kafka.bootstrapServers and kafka.properties"));
    }
  }
}
