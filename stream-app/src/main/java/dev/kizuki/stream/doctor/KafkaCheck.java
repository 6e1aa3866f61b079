package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.kafka.KafkaTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Connects to Kafka. If Kafka answers, checks each topic, the consumer groups and the clock. */
record KafkaCheck(Configuration configuration) implements Check {
  private static final String SUBJECT = "kafka";

  @Override
  public List<Finding> findings() throws InterruptedException {
    try {
      return check(new KafkaSettings(configuration));
    } catch (ConfigurationException e) {
      return List.of(
          Finding.failure(
              SUBJECT, String.valueOf(e.getMessage()), "correct the file that the message names"));
    } catch (KafkaException e) {
      return List.of(
          Finding.failure(
              SUBJECT,
              String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
              "check kafka.bootstrapServers and kafka.properties"));
    }
  }

  private List<Finding> check(KafkaSettings settings) throws InterruptedException {
    Admin admin = Admin.create(settings.admin("-doctor"));
    try {
      List<Finding> findings = new ArrayList<>(new BrokerCheck(admin, configuration).findings());
      if (findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAILURE)) {
        return findings;
      }
      for (Check check : afterTheBrokers(admin, settings)) {
        findings.addAll(check.findings());
      }
      return findings;
    } finally {
      admin.close(Duration.ofSeconds(1));
    }
  }

  private List<Check> afterTheBrokers(Admin admin, KafkaSettings settings) {
    TopicRequirements requirements = new TopicRequirements(configuration, settings::maxRecordBytes);
    KafkaTopics topics = new KafkaTopics(configuration, settings);
    List<Check> checks = new ArrayList<>();
    for (String topic : topics.names()) {
      checks.add(new TopicCheck(admin, topic, requirements));
    }
    List<String> replicated = new ArrayList<>(topics.names());
    replicated.addAll(topics.changelogs());
    checks.add(new ReplicationCheck(admin, replicated));
    if (configuration.incidents().enabled()) {
      checks.add(new PartitionCheck(admin, requirements, topics));
    }
    String group = configuration.kafka().applicationId();
    // a client id of the user replaces ours
    String clientId = configuration.kafka().properties().getOrDefault("client.id", group);
    checks.add(new GroupCheck(admin, new GroupMembers(group, judged(), clientId)));
    if (!configuration.mqtt().anomalies().isEmpty()) {
      String alerts = group + "-alerts";
      checks.add(
          new GroupCheck(
              admin,
              new GroupMembers(alerts, Set.of(configuration.topics().anomalies()), clientId)));
    }
    if (configuration.publishesIncidents()) {
      checks.add(
          new GroupCheck(
              admin,
              new GroupMembers(
                  group + "-incidents", Set.of(configuration.topics().incidents()), clientId)));
    }
    if (configuration.incidents().enabled()) {
      configuration
          .webhooks()
          .forEach(
              hook ->
                  checks.add(
                      new GroupCheck(
                          admin,
                          new GroupMembers(
                              group + "-webhooks-" + hook.name(),
                              Set.of(configuration.topics().incidents()),
                              clientId))));
    }
    checks.add(new ClockCheck(admin, settings, group));
    return checks;
  }

  /** The topics that the stream threads read. */
  private Set<String> judged() {
    return configuration.incidents().enabled()
        ? Set.of(configuration.topics().images(), configuration.topics().actions())
        : Set.of(configuration.topics().images());
  }
}
