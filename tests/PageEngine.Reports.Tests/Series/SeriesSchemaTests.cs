namespace PageEngine.Reports.Tests;

public sealed class SeriesSchemaTests
{
    private static readonly SeriesColumn Time = new("time", ColumnType.Number, "s", "When.") { Role = ColumnRole.Time };

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("größe")]
    [InlineData("_x")]
    public void Names_that_a_reader_would_have_to_quote_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new SeriesSchema(name, [Time]));
        Assert.Throws<ArgumentException>(() => new SeriesSchema(
            "table", [Time, new SeriesColumn(name, ColumnType.Number, "", "")]));
    }

    [Fact]
    public void Columns_that_contradict_themselves_are_refused()
    {
        Refuse(Time, Time with { Name = "TIME", Role = ColumnRole.Value });
        Refuse(Time, Time with { Name = "second" });
        Refuse(new SeriesColumn("t", ColumnType.Text, "", "") { Role = ColumnRole.Time });
        Refuse(new SeriesColumn("k", ColumnType.Number, "", "") { Role = ColumnRole.Key });
        Refuse(new SeriesColumn("c", ColumnType.WholeNumber, "", "") { IsOptional = true });
        Refuse(Time with { IsOptional = true });
        Refuse(new SeriesColumn("c", (ColumnType)9, "", ""));
        Refuse();

        static void Refuse(params SeriesColumn[] columns) =>
            Assert.Throws<ArgumentException>(() => new SeriesSchema("table", columns));
    }

    [Fact]
    public void Columns_are_found_by_their_names()
    {
        Assert.Equal(3, Tables.Small.IndexOf("rate"));
        Assert.Equal(0, Tables.Small.TimeColumn);
        string message = Assert.Throws<ArgumentException>(() => Tables.Small.IndexOf("Rate")).Message;
        Assert.Contains("small has no column Rate", message);
    }

    [Fact]
    public void The_tables_of_a_simulation_have_the_columns_of_the_contract_at_their_places()
    {
        Assert.Equal(
            "timeSeconds,host,capacityPages,freePages,privatePages,sharedPages,compressedPages,reservedPages,"
            + "sharingPages,zeroPages,balloonedPages,swappedPages,state,cpuShare,diskBusyShare,"
            + "faultsPerSecond,breaksPerSecond",
            string.Join(',', HostTable.Schema.Columns.Select(column => column.Name)));
        Assert.Equal(
            "timeSeconds,host,guest,lifecycle,configuredPages,entitlementPages,residentPages,sharedPages,zeroPages,"
            + "balloonTargetPages,balloonPages,compressedPages,swappedPages,workingSetPages,guestFreePages,"
            + "guestCachePages,guestSwapPages,majorFaultsPerSecond,refaultsPerSecond,guestFaultsPerSecond,"
            + "doublePagingPerSecond,stallShare,workPerSecond",
            string.Join(',', GuestTable.Schema.Columns.Select(column => column.Name)));
        AssertPlaces(typeof(HostTable), HostTable.Schema);
        AssertPlaces(typeof(GuestTable), GuestTable.Schema);
    }

    private static void AssertPlaces(Type table, SeriesSchema schema)
    {
        foreach (var constant in table.GetFields().Where(field => field.IsLiteral))
        {
            string name = char.ToLowerInvariant(constant.Name[0]) + constant.Name[1..];
            Assert.Equal(schema.IndexOf(name), constant.GetRawConstantValue());
        }
    }
}
