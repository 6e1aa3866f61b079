package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.BrokerAddress;
import dev.kizuki.stream.config.MqttConfiguration;
import dev.kizuki.stream.security.PasswordFile;
import dev.kizuki.stream.security.PemFiles;
import dev.kizuki.stream.security.PemSockets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/**
 * The address of a broker and the client's credentials. The files are read at each connect, so a
 * new password or certificate needs no restart.
 *
 * @param broker see {@link BrokerAddress#of}; the broker's certificate must name the host
 * @param username empty for none
 * @param passwordFile UTF-8 text; empty for none
 * @param trustedFile PEM, the authorities that may sign the broker's certificate; empty for those
 *     of the JVM
 * @param certificateFile PEM, the client's private key (PKCS#8) and certificate chain; empty for
 *     none
 */
public record MqttAccess(
    URI broker, String username, String passwordFile, String trustedFile, String certificateFile) {

  /** Access without a password or certificate. */
  public static MqttAccess anonymous(URI broker) {
    return new MqttAccess(broker, "", "", "", "");
  }

  /** The access that the configuration describes. */
  public static MqttAccess of(MqttConfiguration mqtt) {
    return new MqttAccess(
        mqtt.broker(),
        mqtt.username(),
        mqtt.passwordFile(),
        mqtt.trustedFile(),
        mqtt.certificateFile());
  }

  /**
   * The parts of the broker's address.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if it is malformed
   */
  public BrokerAddress address() {
    return BrokerAddress.of(broker);
  }

  /** Returns whether the connection is encrypted. */
  public boolean isSecure() {
    return address().isSecure();
  }

  /**
   * Reads the files once, so that a missing one stops the start.
   *
   * @throws dev.kizuki.stream.config.ConfigurationException if a file cannot be used
   */
  void requireUsableFiles() {
    if (!passwordFile.isEmpty()) {
      password();
    }
    if (isSecure()) {
      tls();
    }
  }

  /** The password, read from its file; UTF-8. */
  public byte[] password() {
    return PasswordFile.read("mqtt.passwordFile", passwordFile).getBytes(StandardCharsets.UTF_8);
  }

  /** The settings of TLS with the certificates, read from their files. */
  public SSLContext tls() {
    return PemSockets.context(new PemFiles(trustedFile, certificateFile), "mqtt");
  }
}
