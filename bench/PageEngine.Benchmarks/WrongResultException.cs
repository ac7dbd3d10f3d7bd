namespace PageEngine.Benchmarks;

/// <summary>Something was computed wrongly, so its time says nothing; the message says what in one line.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
