namespace PageEngine.CApi;

/// <summary>What a handle stands for; 0 is nothing.</summary>
internal enum HandleKind
{
    Host = 1,
    Guest = 2,
    Cursor = 3,
    Simulation = 4,
    SimHost = 5,
    Machine = 6,
    Move = 7,
}
