/** What people's verdicts on incidents say about the precision of the alarms. */
@NullMarked
package dev.kizuki.stream.feedback;

import org.jspecify.annotations.NullMarked;
