package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Configuration.Mqtt;
import dev.kizuki.stream.security.PasswordFile;
import dev.kizuki.stream.security.PemFiles;
import dev.kizuki.stream.security.PemSockets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/**
 * The address of a broker and the client's credentials. The files are read at each connect, so a
 * new password or certificate needs no restart.
 *
 * @param broker tcp://HOST:PORT, or ssl://HOST:PORT; the broker's certificate must name HOST
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
  public static MqttAccess of(Mqtt mqtt) {
    return new MqttAccess(
        mqtt.broker(),
        mqtt.username(),
        mqtt.passwordFile(),
        mqtt.trustedFile(),
        mqtt.certificateFile());
  }

  /** Whether the connection is encrypted. */
  public boolean isSecure() {
    return broker.getScheme().equals("ssl");
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
      sockets();
    }
  }

  /** The password, read from its file; UTF-8. */
  public byte[] password() {
    return PasswordFile.read("mqtt.passwordFile", passwordFile).getBytes(StandardCharsets.UTF_8);
  }

  /** Makes TLS connections with the certificates, read from their files. */
  public SSLSocketFactory sockets() {
    return PemSockets.factory(new PemFiles(trustedFile, certificateFile), "mqtt");
  }
}
