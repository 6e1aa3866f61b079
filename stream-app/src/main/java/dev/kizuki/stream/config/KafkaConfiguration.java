package dev.kizuki.stream.config;

import static dev.kizuki.stream.config.Checks.require;
import static dev.kizuki.stream.config.Checks.requireTogether;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The connection to Kafka, and the settings of Kafka Streams. */
public record KafkaConfiguration(
    String bootstrapServers,
    String securityProtocol,
    String trustedFile,
    String certificateFile,
    String saslMechanism,
    String username,
    String passwordFile,
    String applicationId,
    String processingGuarantee,
    int threads,
    Path stateDir,
    boolean createTopics,
    int partitions,
    short replicationFactor,
    Map<String, String> properties) {
  private static final int MOST_THREADS = 1000;

  public KafkaConfiguration {
    require(
        List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL").contains(securityProtocol),
        "kafka.securityProtocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, was '%s'"
            .formatted(securityProtocol));
    requireTogether(
        securityProtocol.endsWith("SSL") || (trustedFile.isEmpty() && certificateFile.isEmpty()),
        "kafka.trustedFile and kafka.certificateFile need kafka.securityProtocol SSL or SASL_SSL,"
            + " was "
            + securityProtocol,
        "kafka.trustedFile",
        "kafka.certificateFile",
        "kafka.securityProtocol");
    require(
        List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN").contains(saslMechanism),
        "kafka.saslMechanism must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN (set others in"
            + " kafka.properties), was '%s'".formatted(saslMechanism));
    requireTogether(
        securityProtocol.startsWith("SASL") || (username.isEmpty() && passwordFile.isEmpty()),
        "kafka.username and kafka.passwordFile need kafka.securityProtocol SASL_SSL or"
            + " SASL_PLAINTEXT, was "
            + securityProtocol,
        "kafka.username",
        "kafka.passwordFile",
        "kafka.securityProtocol");
    require(
        !securityProtocol.startsWith("SASL")
            || (!username.isEmpty() && !passwordFile.isEmpty())
            || properties.containsKey("sasl.jaas.config"),
        "kafka.securityProtocol %s needs both kafka.username and kafka.passwordFile"
            .formatted(securityProtocol));
    requireTogether(
        username.isEmpty() || !saslMechanism.equals("PLAIN") || securityProtocol.equals("SASL_SSL"),
        "kafka.saslMechanism PLAIN would send the password unencrypted: it needs"
            + " kafka.securityProtocol SASL_SSL",
        "kafka.saslMechanism",
        "kafka.securityProtocol");
    require(
        applicationId.matches("[A-Za-z0-9._-]+"),
        "kafka.applicationId must be letters, digits, '.', '_' and '-', was '%s'"
            .formatted(applicationId));
    require(
        List.of("at_least_once", "exactly_once_v2").contains(processingGuarantee),
        "kafka.processingGuarantee must be at_least_once or exactly_once_v2, was '%s'"
            .formatted(processingGuarantee));
    require(threads >= 0, "kafka.threads must not be negative, was " + threads);
    require(
        threads <= MOST_THREADS,
        "kafka.threads must be at most %d, was %d".formatted(MOST_THREADS, threads));
    require(partitions > 0, "kafka.partitions must be positive, was " + partitions);
    require(
        replicationFactor > 0 || replicationFactor == -1,
        "kafka.replicationFactor must be positive, or -1 for the broker's default; was "
            + replicationFactor);
    properties = Map.copyOf(properties);
  }

  /** The number of threads that judge images: 1 or more. */
  public int streamThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
