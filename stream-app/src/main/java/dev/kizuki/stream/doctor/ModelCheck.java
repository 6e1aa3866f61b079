package dev.kizuki.stream.doctor;

import dev.kizuki.model.ModelException;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.doctor.Finding.Level;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads each model and each shadow. This also needs ONNX Runtime's native library. A shadow that
 * cannot be used is a warning, because the service runs without it.
 *
 * @param rules the models of the configuration
 */
record ModelCheck(List<ModelRule> rules) implements Check {
  private static final String SUBJECT = "model";

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (ModelRule rule : rules) {
      findings.add(load(rule.file(), rule.falseAlarmRate()));
      if (rule.shadow() != null) {
        findings.add(shadow(rule, rule.shadow()));
      }
    }
    return findings;
  }

  private static Finding shadow(ModelRule rule, Path shadow) {
    if (!Files.exists(shadow)) {
      return Finding.ok(
          SUBJECT, "%s has no shadow now: %s does not exist".formatted(rule.file(), shadow));
    }
    Finding finding = load(shadow, rule.falseAlarmRate());
    String text = "the shadow of %s: %s".formatted(rule.file(), finding.text());
    return finding.level() == Level.OK
        ? Finding.ok(SUBJECT, text)
        : Finding.warning(SUBJECT, text, finding.remedy());
  }

  private static Finding load(Path file, @Nullable Double falseAlarmRate) {
    try (Model model = Model.load(file)) {
      if (falseAlarmRate != null) {
        model.metadata().calibration().threshold(falseAlarmRate);
      }
      return Finding.ok(
          SUBJECT, "%s: %s passed its self-test".formatted(file, model.metadata().title()));
    } catch (ModelException | UncheckedIOException e) {
      return Finding.failure(
          SUBJECT,
          String.valueOf(e.getMessage()),
          "name a file that 'kizuki train' or 'kizuki calibrate' wrote");
    } catch (IllegalArgumentException e) {
      return Finding.failure(
          SUBJECT,
          "%s: falseAlarmRate: %s".formatted(file, e.getMessage()),
          "set a larger rate, or calibrate the model with more images");
    } catch (LinkageError e) {
      return Finding.failure(
          SUBJECT,
          "ONNX Runtime's native library cannot be loaded: " + e.getMessage(),
          "use Linux on x86-64 or arm64 with glibc, or macOS on arm64");
    }
  }
}
