package dev.kizuki.stream.security;

import dev.kizuki.stream.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The PEM files of a client. The same form of file serves MQTT and Kafka.
 *
 * @param trusted the authorities that can sign the broker's certificate; empty: those of the JVM
 * @param certificate the client's private key (PKCS#8) and certificate chain; empty: none
 */
public record PemFiles(String trusted, String certificate) {
  /**
   * Checks that the process can read both files.
   *
   * @param keys the parent of the configuration's keys that name the files: mqtt or kafka
   * @throws ConfigurationException if it cannot
   */
  void requireReadable(String keys) {
    requireReadable(keys + ".trustedFile", trusted);
    requireReadable(keys + ".certificateFile", certificate);
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
