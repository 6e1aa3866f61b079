package dev.kizuki.stream.doctor;

import dev.kizuki.model.ModelException;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration.ModelRule;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Loads each model. This also needs ONNX Runtime's native library.
 *
 * @param rules the models of the configuration
 */
record ModelCheck(List<ModelRule> rules) implements Check {
  private static final String SUBJECT = "model";

  @Override
  public List<Finding> findings() {
    return rules.stream().map(ModelCheck::load).toList();
  }

  private static Finding load(ModelRule rule) {
    try (Model model = Model.load(rule.file())) {
      if (rule.falseAlarmRate() != null) {
        model.metadata().calibration().threshold(rule.falseAlarmRate());
      }
      return Finding.ok(
          SUBJECT, "%s: %s passed its self-test".formatted(rule.file(), model.metadata().title()));
    } catch (ModelException | UncheckedIOException e) {
      return Finding.failure(
          SUBJECT,
          String.valueOf(e.getMessage()),
          "name a file that 'kizuki train' or 'kizuki calibrate' wrote");
    } catch (IllegalArgumentException e) {
      return Finding.failure(
          SUBJECT,
          "%s: falseAlarmRate: %s".formatted(rule.file(), e.getMessage()),
          "set a larger rate, or calibrate the model with more images");
    } catch (LinkageError e) {
      return Finding.failure(
          SUBJECT,
          "ONNX Runtime's native library cannot be loaded: " + e.getMessage(),
          "use Linux on x86-64 or arm64 with glibc, or macOS on arm64");
    }
  }
}
