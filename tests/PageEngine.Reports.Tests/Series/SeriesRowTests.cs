namespace PageEngine.Reports.Tests;

public sealed class SeriesRowTests
{
    private readonly SeriesRow _row = Tables.Small.CreateRow();

    [Fact]
    public void A_new_row_holds_zeros_and_empty_texts()
    {
        Assert.Equal(0, _row.GetNumber(0));
        Assert.Equal("", _row.GetText(1));
        Assert.Equal(0, _row.GetWholeNumber(2));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused_with_the_name_of_the_column(double value)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => _row.SetNumber(3, value)).Message;
        Assert.Contains("small.rate", message);
    }

    [Fact]
    public void Only_optional_columns_may_be_missing()
    {
        _row.SetMissing(3);
        Assert.True(double.IsNaN(_row.GetNumber(3)));
        Assert.Throws<ArgumentException>(() => _row.SetMissing(0));
    }

    [Fact]
    public void A_column_takes_its_own_type_only()
    {
        Assert.Throws<ArgumentException>(() => _row.SetNumber(1, 1));
        Assert.Throws<ArgumentException>(() => _row.SetWholeNumber(0, 1));
        Assert.Throws<ArgumentException>(() => _row.SetText(2, "x"));
        Assert.Throws<ArgumentException>(() => _row.GetText(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _row.SetText(5, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _row.GetNumber(-1));
    }
}
