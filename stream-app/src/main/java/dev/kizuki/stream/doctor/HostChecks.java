package dev.kizuki.stream.doctor;

import dev.kizuki.model.ModelException;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.security.CertificateFiles;
import dev.kizuki.stream.security.PasswordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Checks of this machine: Java, the native library, models, disk, port, certificates. */
final class HostChecks {
  private static final long LITTLE_DISK = 1L << 30;
  private static final Duration SOON = Duration.ofDays(30);

  private HostChecks() {}

  static Finding java() {
    Runtime runtime = Runtime.getRuntime();
    return Finding.ok(
        "java",
        "Java %s on %s %s, %d processors, at most %d MiB of heap"
            .formatted(
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20));
  }

  /** Loads each model, which also needs ONNX Runtime's native library. */
  static List<Finding> models(Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    for (ModelRule rule : configuration.models()) {
      try (Model model = Model.load(rule.file())) {
        if (rule.falseAlarmRate() != null) {
          model.metadata().calibration().threshold(rule.falseAlarmRate());
        }
        findings.add(
            Finding.ok(
                "model",
                "%s: %s passed its self-test".formatted(rule.file(), model.metadata().title())));
      } catch (ModelException | UncheckedIOException e) {
        findings.add(
            Finding.failure(
                "model",
                String.valueOf(e.getMessage()),
                "name a file that 'kizuki train' or 'kizuki calibrate' wrote"));
      } catch (IllegalArgumentException e) {
        findings.add(
            Finding.failure(
                "model",
                "%s: falseAlarmRate: %s".formatted(rule.file(), e.getMessage()),
                "ask for a larger rate, or calibrate the model with more images"));
      } catch (LinkageError e) {
        findings.add(
            Finding.failure(
                "model",
                "ONNX Runtime's native library cannot be loaded: " + e.getMessage(),
                "use Linux on x86-64 or arm64 with glibc, or macOS on arm64"));
      }
    }
    return findings;
  }

  static Finding disk(Configuration configuration) {
    Path folder = configuration.kafka().stateDir();
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "doctor", ""));
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = "%s is writable, %d MiB are free".formatted(folder, free >> 20);
      return free < LITTLE_DISK
          ? Finding.warning("disk", text, "free some, or set kafka.stateDir to another disk")
          : Finding.ok("disk", text);
    } catch (IOException e) {
      return Finding.failure(
          "disk",
          "%s cannot be written: %s".formatted(folder, e),
          "let the service's user write there, or set kafka.stateDir");
    }
  }

  static Finding port(Configuration configuration) {
    int port = configuration.http().port();
    String where = "port %d on %s".formatted(port, configuration.http().host());
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByName(configuration.http().host()))) {
      return Finding.ok(
          "http", (port == 0 ? "a port like " + socket.getLocalPort() : where) + " is free");
    } catch (IOException e) {
      return Finding.warning(
          "http",
          "%s cannot be had: %s".formatted(where, e.getMessage()),
          "if it is not the running service itself, set http.port");
    }
  }

  static List<Finding> certificates(Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    CertificateFiles.named(configuration)
        .forEach((file, key) -> findings.add(certificate(key + " " + file, Path.of(file))));
    return findings;
  }

  private static Finding certificate(String name, Path file) {
    try {
      OptionalDouble expiry = CertificateFiles.expiry(file);
      if (expiry.isEmpty()) {
        return Finding.failure("certificate", name + " holds no certificate", "give a PEM file");
      }
      Instant end = Instant.ofEpochSecond((long) expiry.getAsDouble());
      String text = "%s is valid until %s".formatted(name, end);
      if (end.isBefore(Instant.now())) {
        return Finding.failure("certificate", name + " expired on " + end, "renew it");
      }
      return end.isBefore(Instant.now().plus(SOON))
          ? Finding.warning("certificate", text, "renew it")
          : Finding.ok("certificate", text);
    } catch (NoSuchFileException e) {
      return Finding.failure(
          "certificate", name + " cannot be read: there is no such file", "give a PEM file");
    } catch (IOException | CertificateException e) {
      return Finding.failure(
          "certificate", "%s cannot be read: %s".formatted(name, e), "give a PEM file");
    }
  }

  /**
   * @param keys the configuration's keys that name the file: mqtt or kafka
   */
  static Finding password(String keys, String file) {
    if (file.isEmpty()) {
      return Finding.ok("password", "none for " + keys);
    }
    String key = keys + ".passwordFile";
    try {
      return PasswordFile.read(key, file).isEmpty()
          ? badPassword("%s %s is empty".formatted(key, file))
          : Finding.ok("password", file + " can be read");
    } catch (ConfigurationException e) {
      return badPassword(String.valueOf(e.getMessage()));
    }
  }

  private static Finding badPassword(String text) {
    return Finding.failure(
        "password", text, "put the password there, readable for the service's user");
  }
}
