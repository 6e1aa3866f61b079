package dev.kizuki.stream.security;

import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a password from a file. White space around the password does not count. */
public final class PasswordFile {
  private PasswordFile() {}

  /**
   * Reads the password.
   *
   * @param key the configuration's key that names the file
   * @throws ConfigurationException if it cannot be read
   */
  public static String read(String key, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          "%s %s cannot be read: there is no such file".formatted(key, file), e);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s %s cannot be read: %s".formatted(key, file, e.getMessage()), e);
    }
  }
}
