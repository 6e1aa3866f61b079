package dev.kizuki.stream.containers;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Evaluates {@link NeedsImages}. */
final class ImagesCondition implements ExecutionCondition {
  /**
   * Testcontainers 2.0 runs this image to find the host if the tests themselves run in a container.
   */
  private static final String HOST_FINDER = "alpine:3.17";

  private final DockerCommand docker = new DockerCommand("docker");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<NeedsImages> needs =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsImages.class);
    if (needs.isPresent()) {
      List<String> images = new ArrayList<>(List.of(needs.get().value()));
      if (runsInContainer() && System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null) {
        images.add(HOST_FINDER);
      }
      for (String image : images) {
        Optional<String> obstacle = docker.obtain(image);
        if (obstacle.isPresent()) {
          return disabled("no image %s: %s".formatted(image, obstacle.get()));
        }
      }
    }
    return enabled("all images are on this machine");
  }

  private static boolean runsInContainer() {
    return Files.exists(Path.of("/.dockerenv"));
  }
}
