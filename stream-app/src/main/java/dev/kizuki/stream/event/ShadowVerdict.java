package dev.kizuki.stream.event;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ModelReference;

/**
 * The verdict of a shadow model on an image. It changes nothing.
 *
 * @param verdict the verdict by the shadow's own threshold
 * @param model the shadow model
 */
public record ShadowVerdict(Verdict verdict, ModelReference model) {}
