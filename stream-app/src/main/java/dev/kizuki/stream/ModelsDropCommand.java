package dev.kizuki.stream;

import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.models.ShadowFiles;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code kizuki models drop}: ends the trial of a shadow. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Ends the trial of a shadow: moves its file into the archive (modelUpdates.archive).",
      "The model keeps serving."
    })
final class ModelsDropCommand extends ModelsChangeCommand {
  ModelsDropCommand() {
    this(new ModelAccess());
  }

  ModelsDropCommand(ModelAccess access) {
    super(access);
  }

  @Override
  ModelChange change(ShadowFiles files, Path model) {
    return files.drop(model);
  }
}
