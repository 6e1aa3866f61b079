package dev.kizuki.stream.security;

import dev.kizuki.stream.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Certificates, in Kafka's form of PEM for MQTT as well, so that one form of file serves both.
 *
 * @param trusted the authorities that may have signed the broker's certificate; empty: those of the
 *     JVM
 * @param certificate the client's private key (PKCS#8) and certificate chain; empty: none
 */
public record PemFiles(String trusted, String certificate) {
  /** As Kafka's clients take them. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    if (!trusted.isEmpty()) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, trusted);
    }
    if (!certificate.isEmpty()) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, certificate);
    }
    return settings;
  }

  /**
   * Reads them.
   *
   * @param keys the configuration's keys that name them, as {@code mqtt}
   * @throws ConfigurationException if they cannot be used
   */
  public DefaultSslEngineFactory read(String keys) {
    requireReadable(keys + ".trustedFile", trusted);
    requireReadable(keys + ".certificateFile", certificate);
    ConfigDef defaults = new ConfigDef();
    SslConfigs.addClientSslSupport(defaults);
    DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
    try {
      factory.configure(defaults.parse(settings()));
      return factory;
    } catch (KafkaException e) {
      factory.close();
      throw new ConfigurationException(
          "%s cannot be used: %s"
              .formatted(
                  certificate.isEmpty()
                      ? "%s.trustedFile %s".formatted(keys, trusted)
                      : "%s.certificateFile %s, or %s.trustedFile,"
                          .formatted(keys, certificate, keys),
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }

  private static void requireReadable(String key, String file) {
    if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
      throw new ConfigurationException(
          "%s %s cannot be read: %s"
              .formatted(
                  key,
                  file,
                  Files.exists(Path.of(file))
                      ? "this user may not read it"
                      : "there is no such file"));
    }
  }
}
