package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.security.CertificateFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the certificate files and compares their expiry with the clock. */
record CertificateCheck(Configuration configuration, Clock clock) implements Check {
  private static final String SUBJECT = "certificate";
  private static final Duration SOON = Duration.ofDays(30);

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    CertificateFiles.named(configuration)
        .forEach((file, key) -> findings.add(read(key + " " + file, Path.of(file))));
    return findings;
  }

  private Finding read(String name, Path file) {
    try {
      OptionalDouble expiry = CertificateFiles.expiry(file);
      return expiry.isEmpty()
          ? Finding.failure(SUBJECT, name + " holds no certificate", "give a PEM file")
          : compare(name, Instant.ofEpochSecond((long) expiry.getAsDouble()));
    } catch (NoSuchFileException e) {
      return Finding.failure(
          SUBJECT, name + " cannot be read: there is no such file", "give a PEM file");
    } catch (IOException | CertificateException e) {
      return Finding.failure(
          SUBJECT, "%s cannot be read: %s".formatted(name, e), "give a PEM file");
    }
  }

  private Finding compare(String name, Instant end) {
    Instant now = clock.instant();
    if (end.isBefore(now)) {
      return Finding.failure(SUBJECT, name + " expired on " + end, "renew it");
    }
    String text = "%s is valid until %s".formatted(name, end);
    return end.isBefore(now.plus(SOON))
        ? Finding.warning(SUBJECT, text, "renew it")
        : Finding.ok(SUBJECT, text);
  }
}
