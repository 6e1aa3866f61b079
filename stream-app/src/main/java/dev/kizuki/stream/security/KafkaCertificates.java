package dev.kizuki.stream.security;

import dev.kizuki.stream.config.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Gives PEM files to Kafka's clients.
 *
 * @param files the files of the configuration
 */
public record KafkaCertificates(PemFiles files) {
  /** Returns the settings of a Kafka client. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    if (!files.trusted().isEmpty()) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, files.trusted());
    }
    if (!files.certificate().isEmpty()) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, files.certificate());
    }
    return settings;
  }

  /**
   * Lets Kafka's own code read the files once.
   *
   * @param keys the parent of the configuration's keys that name the files, for example {@code
   *     kafka}
   * @throws ConfigurationException if Kafka cannot use them
   */
  public void requireUsable(String keys) {
    files.requireReadable(keys);
    ConfigDef defaults = new ConfigDef();
    SslConfigs.addClientSslSupport(defaults);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(defaults.parse(settings()));
    } catch (KafkaException e) {
      throw new ConfigurationException(
          "%s cannot be used: %s"
              .formatted(
                  names(keys), e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }

  private String names(String keys) {
    return files.certificate().isEmpty()
        ? "%s.trustedFile %s".formatted(keys, files.trusted())
        : "%s.certificateFile %s, or %s.trustedFile,".formatted(keys, files.certificate(), keys);
  }
}
