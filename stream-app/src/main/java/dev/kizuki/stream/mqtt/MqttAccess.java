package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Configuration.Mqtt;
import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Where the broker is and how it lets a client in. The files are read at each connect, so that a
 * new password or certificate needs no restart.
 *
 * @param broker tcp://HOST:PORT, or ssl://HOST:PORT, whose certificate must name that host
 * @param username empty: none
 * @param passwordFile empty: none
 * @param trustedFile PEM, the authorities that may have signed the broker's certificate; empty:
 *     those of the JVM
 * @param certificateFile PEM, the client's private key (PKCS#8) and certificate chain; empty: none
 */
public record MqttAccess(
    URI broker, String username, String passwordFile, String trustedFile, String certificateFile) {

  /** Without a password or certificate. */
  public static MqttAccess anonymous(URI broker) {
    return new MqttAccess(broker, "", "", "", "");
  }

  /** As the configuration says. */
  public static MqttAccess of(Mqtt mqtt) {
    return new MqttAccess(
        mqtt.broker(),
        mqtt.username(),
        mqtt.passwordFile(),
        mqtt.trustedFile(),
        mqtt.certificateFile());
  }

  byte[] password() {
    try {
      return Files.readString(Path.of(passwordFile)).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigurationException(
          "mqtt.passwordFile %s cannot be read: %s".formatted(passwordFile, e.getMessage()), e);
    }
  }

  /** Kafka's reader of PEM files, so that one form of file serves both clients. */
  SSLSocketFactory sockets() {
    Map<String, Object> settings = new HashMap<>();
    if (!trustedFile.isEmpty()) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, trustedFile);
    }
    if (!certificateFile.isEmpty()) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, certificateFile);
    }
    ConfigDef defaults = new ConfigDef();
    SslConfigs.addClientSslSupport(defaults);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(defaults.parse(settings));
      return factory.sslContext().getSocketFactory();
    } catch (KafkaException e) {
      throw new ConfigurationException(
          "mqtt.trustedFile %s or mqtt.certificateFile %s cannot be used: %s"
              .formatted(
                  trustedFile,
                  certificateFile,
                  e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }
}
