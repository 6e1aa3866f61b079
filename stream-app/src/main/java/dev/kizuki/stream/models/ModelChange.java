package dev.kizuki.stream.models;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A change of a model or of its shadow.
 *
 * @param file the model file as it is configured
 * @param before the model before the change; null if there was none
 * @param after the model after the change; null if there is none
 * @param reason the reason, with its figures
 */
public record ModelChange(
    ModelEvent.Kind kind,
    Path file,
    @Nullable ModelReference before,
    @Nullable ModelReference after,
    String reason) {}
