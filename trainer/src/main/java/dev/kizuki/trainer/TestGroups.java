package dev.kizuki.trainer;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.trainer.data.NameGroups;
import dev.kizuki.trainer.evaluation.TestScores;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of test images: by the pattern of the user, else by that of the training.
 *
 * @param err the output for warnings
 */
record TestGroups(PrintWriter err) {
  /**
   * Returns the groups; empty if each image counts by itself.
   *
   * @param asked the pattern of the user
   * @throws IllegalArgumentException if the user's pattern does not occur in a name
   */
  Optional<NameGroups> of(@Nullable Pattern asked, ModelMetadata metadata, TestScores scores) {
    List<String> names =
        TestScores.images(scores.all()).stream().map(image -> image.name()).toList();
    if (asked != null) {
      NameGroups groups = new NameGroups(asked);
      groups
          .unmatched(names)
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    "--group-by %s does not occur in '%s'".formatted(asked, name));
              });
      return Optional.of(groups);
    }
    return Optional.ofNullable(metadata.provenance().settings().get("group-by"))
        .flatMap(pattern -> ofTraining(new NameGroups(Pattern.compile(pattern)), names));
  }

  private Optional<NameGroups> ofTraining(NameGroups groups, List<String> names) {
    Optional<String> unmatched = groups.unmatched(names);
    if (unmatched.isPresent()) {
      err.printf(
          "WARNING: the model was trained with --group-by %s, which does not occur in '%s'. The"
              + " intervals count single images; they are too narrow if several images show one"
              + " part. Give --group-by for these names%n",
          groups.pattern(), unmatched.get());
    } else {
      err.printf(
          "WARNING: the model was trained with --group-by %1$s. The intervals count these groups"
              + " too; give --group-by to change that%n",
          groups.pattern());
    }
    err.flush();
    return unmatched.isPresent() ? Optional.empty() : Optional.of(groups);
  }
}
