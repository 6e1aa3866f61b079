package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.security.PasswordFile;
import java.util.List;

/**
 * Reads a password file.
 *
 * @param keys the parent of the configuration's key that names the file: mqtt or kafka
 * @param file empty: none
 */
record PasswordCheck(String keys, String file) implements Check {
  private static final String SUBJECT = "password";

  @Override
  public List<Finding> findings() {
    return List.of(file.isEmpty() ? Finding.ok(SUBJECT, "none for " + keys) : read());
  }

  private Finding read() {
    String key = keys + ".passwordFile";
    try {
      return PasswordFile.read(key, file).isEmpty()
          ? bad("%s %s is empty".formatted(key, file))
          : Finding.ok(SUBJECT, file + " can be read");
    } catch (ConfigurationException e) {
      return bad(String.valueOf(e.getMessage()));
    }
  }

  private static Finding bad(String text) {
    return Finding.failure(
        SUBJECT, text, "write the password to this file, and let the service's user read it");
  }
}
