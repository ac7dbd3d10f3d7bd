namespace PageEngine.Simulation;

/// <summary>A page on its way to a machine that runs on the destination, and the form in which it crosses.</summary>
internal readonly record struct FollowingPage(ulong Page, PageEncoding Form, int Payload);
