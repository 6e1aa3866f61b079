package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Asks Kafka for its brokers. */
record BrokerCheck(Admin admin, Configuration configuration) implements Check {
  private static final String SUBJECT = "kafka";

  @Override
  public List<Finding> findings() throws InterruptedException {
    String servers = configuration.kafka().bootstrapServers();
    try {
      int brokers = KafkaAnswers.get(admin.describeCluster().nodes()).size();
      return List.of(Finding.ok(SUBJECT, "%d broker(s) behind %s".formatted(brokers, servers)));
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          Finding.failure(
              SUBJECT,
              "%s does not answer within %d s: %s"
                  .formatted(servers, KafkaAnswers.TIMEOUT_S, KafkaAnswers.cause(e)),
              "check kafka.bootstrapServers, the network, kafka.securityProtocol and the user"));
    }
  }
}
